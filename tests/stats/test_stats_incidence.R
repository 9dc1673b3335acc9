# What survival and cmprsk say of the cohorts of test_stats_incidence.py, and data that come with survival.
suppressMessages({library(survival); library(cmprsk)})
folder <- commandArgs(trailingOnly = TRUE)[1]
there <- function(name) file.path(folder, name)
write <- function(rows, name) write.csv(rows, there(name), row.names = FALSE)
read <- read.csv(there("in.csv"))
states <- function(outcome) factor(outcome, 0:2, c("waiting", "happened", "left"))

told <- function(days, outcome) {
  fit <- survfit(Surv(days, states(outcome)) ~ 1)
  data.frame(days = fit$time, share = fit$pstate[, fit$states == "happened"], left = fit$pstate[, fit$states == "left"])
}
each <- function(says) do.call(rbind, lapply(split(read, read$set), function(rows) cbind(set = rows$set[1], says(rows))))

write(each(function(rows) told(rows$days, rows$outcome)), "survfit.csv")
write(each(function(rows) {
  asked <- sort(unique(rows$days))
  said <- timepoints(cuminc(rows$days, rows$outcome), asked)
  days <- as.numeric(colnames(said$est))
  kept <- colSums(is.na(said$est)) == 0
  data.frame(days = days[kept], share = said$est[1, kept], left = said$est[2, kept], error = sqrt(said$var[1, kept]))
}), "cuminc.csv")
write(each(function(rows) data.frame(
  p = pchisq(survdiff(Surv(days, outcome == 1) ~ later, rows)$chisq, 1, lower.tail = FALSE)
)), "survdiff.csv")

patients <- with(mgus2, data.frame(
  days = ifelse(pstat == 1, ptime, futime), outcome = ifelse(pstat == 1, 1, 2 * death)
))
write(patients, "mgus2.csv")
write(told(patients$days, patients$outcome), "mgus2_said.csv")
