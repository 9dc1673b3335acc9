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

level <- 0.998
tango <- function(gained, lost, n) {
  score <- function(change) {
    likelihood <- function(loss) {
      gained * log(loss + change) + lost * log(loss) + (n - gained - lost) * log(1 - 2 * loss - change)
    }
    loss <- optimize(likelihood, c(max(0, -change), (1 - change) / 2), maximum = TRUE, tol = 1e-12)$maximum
    (gained - lost - n * change) / sqrt(n * (2 * loss + change - change^2))
  }
  z <- qnorm((1 + level) / 2)
  gap <- (gained - lost) / n
  c(
    uniroot(function(change) score(change) - z, c(-0.999, gap), tol = 1e-10)$root,
    uniroot(function(change) score(change) + z, c(gap, 0.999), tol = 1e-10)$root
  )
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

  # Changes between two waves, at the level of a family: R's own Wilson and Student, and Tango's score over its own likelihood.
  wilson <- sapply(0:1, function(wave) {
    favourable <- sample$y[sample$wave == wave] >= 4
    c(mean(favourable), prop.test(sum(favourable), length(favourable), conf.level = level, correct = FALSE)$conf.int)
  })
  gap <- wilson[1, 2] - wilson[1, 1]
  low <- gap - sqrt((wilson[1, 2] - wilson[2, 2])^2 + (wilson[3, 1] - wilson[1, 1])^2)
  high <- gap + sqrt((wilson[3, 2] - wilson[1, 2])^2 + (wilson[1, 1] - wilson[2, 1])^2)
  tell(set, "change", c("unpaired", "unpaired_low", "unpaired_high"), "", c(gap, low, high))
  change <- sample$y - 3
  tell(set, "change", c("mean_low", "mean_high"), "", t.test(change, conf.level = level)$conf.int)
  tell(set, "change", c("paired_low", "paired_high"), "", tango(sum(change > 0), sum(change < 0), nrow(sample)))
}
write.csv(do.call(rbind, results), arguments[2], row.names = FALSE)
