# What R's survey package makes of the data sets of test_stats_r.py.
# Rscript test_stats_r.R in.csv out.csv; in: set, id, family, size, answered, y, z (empty where not answered), wave.
suppressMessages(library(survey))
arguments <- commandArgs(trailingOnly = TRUE)
everything <- read.csv(arguments[1], stringsAsFactors = TRUE)
results <- list()
tell <- function(set, design, what, key, value) {
  results[[length(results) + 1]] <<- data.frame(set = set, design = design, what = what, key = key, value = value)
}

tell_means <- function(set, name, design) {
  for (variable in c("y", "z")) {
    formula <- as.formula(paste0("~", variable))
    found <- svymean(formula, design, na.rm = TRUE)
    n <- sum(!is.na(design$variables[[variable]]))
    limits <- confint(found, df = n - 1)
    tell(set, name, paste0(variable, c("", "_se", "_low", "_high")), "", c(coef(found), SE(found), limits))
  }
}

for (set in unique(everything$set)) {
  register <- droplevels(everything[everything$set == set, ])
  register$N <- nrow(register)
  sample <- register[register$answered == 1, ]
  plain <- svydesign(ids = ~1, fpc = ~N, data = sample)
  tell_means(set, "plain", plain)

  margins <- list(as.data.frame(table(family = register$family)), as.data.frame(table(size = register$size)))
  raked <- rake(plain, list(~family, ~size), margins, control = list(maxit = 2000, epsilon = 1e-12))
  totals <- colSums(model.matrix(~ family + size, register))
  free <- calibrate(plain, ~ family + size, totals, calfun = "raking", epsilon = 1e-12, maxit = 500)
  bounded <- tryCatch(
    calibrate(plain, ~ family + size, totals, calfun = "raking", bounds = c(1 / 3, 3), epsilon = 1e-12, maxit = 60),
    error = function(failure) NULL
  )
  for (name in c("raked", "free", "bounded")) {
    design <- get(name)
    if (is.null(design)) next
    tell(set, name, "weight", sample$id, weights(design) / mean(weights(design)))
    tell_means(set, name, design)
  }

  stratified <- svydesign(
    ids = ~1, strata = ~family, fpc = ~M, data = transform(sample, M = as.vector(table(register$family)[family]))
  )
  tell_means(set, "stratified", stratified)

  # The same variance by base R: residuals and leverages of a regression on the margins.
  w <- weights(raked)
  sample$distance <- (sample$y - weighted.mean(sample$y, w)) / sum(w)
  fit <- lm(distance ~ family + size, sample)
  variance <- sum(pmax(1 - 1 / w, 0) * (w * resid(fit))^2 / (1 - hatvalues(fit)))
  tell(set, "lm", "y_se", "", sqrt(variance))

  both <- svydesign(ids = ~1, strata = ~wave, fpc = ~M, data = transform(sample, M = ave(N, wave, FUN = length) * 2))
  gap <- svycontrast(svyby(~y, ~wave, both, svymean, covmat = TRUE), c(-1, 1))
  tell(set, "waves", c("gap", "gap_se"), "", c(coef(gap), SE(gap)))
}
write.csv(do.call(rbind, results), arguments[2], row.names = FALSE)
