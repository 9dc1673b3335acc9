// Runs in every page before its own scripts. Each animation frame it takes a
// signature of every chart (SVG geometry and text, or canvas pixels) and logs
// each change, stamped at the start of the NEXT frame, i.e. after layout/paint.
(() => {
  if (location.href === "about:blank") return;  // a page waiting for its turn must not draw
  const cfg = {selector: "[data-testid=stVegaLiteChart]", count: 99};
  const log = [];
  let last = "", pending = null, t0 = null, before = null, event = null, spent = 0, frames = 0;
  const deep = (root, selector, out = []) => {
    for (const e of root.querySelectorAll(selector)) out.push(e);
    for (const e of root.querySelectorAll("*")) if (e.shadowRoot) deep(e.shadowRoot, selector, out);
    return out;
  };
  const inside = (el, selector) => {
    const out = deep(el, selector);
    if (el.shadowRoot) deep(el.shadowRoot, selector, out);
    if (el.matches(selector)) out.push(el);
    return out;
  };
  const mix = (h, s) => { for (let i = 0; i < s.length; i++) h = (h * 31 + s.charCodeAt(i)) | 0; return h; };
  const scratch = document.createElement("canvas");
  const context = scratch.getContext("2d", {willReadFrequently: true});
  const pixels = (canvas) => {
    const w = Math.min(900, canvas.width), h = Math.min(240, canvas.height);
    if (!w || !h) return [0, 0];
    scratch.width = w; scratch.height = h;
    context.clearRect(0, 0, w, h);
    context.drawImage(canvas, 0, 0, w, h);
    const d = new Uint32Array(context.getImageData(0, 0, w, h).data.buffer);
    let hash = 0, ink = 0;
    for (let i = 0; i < d.length; i++) { hash = (hash * 31 + d[i]) | 0; if (d[i] && d[i] !== 0xffffffff) ink++; }
    return [hash, ink > 400 ? 99 : 0];
  };
  const signature = (el) => {
    let hash = 0, marks = 0;
    const canvases = inside(el, "canvas");
    if (canvases.length) {
      for (const c of canvases) { const [h, m] = pixels(c); hash = (hash * 31 + h) | 0; marks += m; }
      return [hash, marks];
    }
    for (const svg of inside(el, "svg")) for (const e of svg.querySelectorAll("path,rect,circle,line,text,g[transform]")) {
      if (e.closest(".hoverlayer,.modebar,button")) continue;
      if (e.tagName === "text") { hash = mix(hash, e.textContent); continue; }
      for (const a of ["d", "x", "y", "width", "height", "cx", "cy", "y2", "transform"]) { const v = e.getAttribute(a); if (v) hash = mix(hash, v); }
      if (e.tagName !== "g" && e.tagName !== "line") marks++;
    }
    return [hash, marks];
  };
  const frame = () => {
    if (pending) { log.push({t: performance.now(), ...pending}); pending = null; }
    const entered = performance.now();
    const els = deep(document, cfg.selector).filter((e) => e.getBoundingClientRect().height > 40).slice(0, cfg.count);
    const sigs = els.map(signature);
    const key = sigs.map(([h, m]) => h + "/" + (m > 2)).join();
    if (key !== last) {
      last = key;
      pending = {sigs: sigs.map((s) => s[0]), ok: sigs.length > 0};
    }
    spent += performance.now() - entered; frames++;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const fresh = (e) => e.ok && (!before || e.sigs.some((s, i) => s !== before[i]));
  const idle = () => {
    const app = document.querySelector('[data-testid=stApp]');
    return app && app.getAttribute('data-test-script-state') !== 'running' && !app.querySelector('[data-stale=true]');
  };
  window.__bench = {
    arm(name) {
      before = log.length ? log[log.length - 1].sigs : null;
      log.length = 0; t0 = null; event = name;
      document.addEventListener(name, () => { if (t0 === null) t0 = performance.now(); }, {capture: true, once: true});
    },
    // Nothing was drawn otherwise, or what was drawn otherwise is again as it was.
    unchanged(patience) {
      const e = log[log.length - 1];
      if (t0 === null || pending || (e && fresh(e)) || !idle()) return false;
      return performance.now() - (e ? e.t : t0) > patience;
    },
    done(quiet) {
      if (event && t0 === null) return false;
      const e = log[log.length - 1];
      if (!e || pending || !fresh(e) || !idle() || performance.now() - e.t < quiet) return false;
      return {t0: t0 === null ? 0 : t0, origin: performance.timeOrigin, first: log.find(fresh).t, final: e.t, sigs: e.sigs, before, steps: log.length};
    },
  };
})();
