# The gaps of several items and how far each is from their mean, by svycontrast over svytotal.
library(survey)
arguments <- commandArgs(trailingOnly = TRUE)
frame <- read.csv(arguments[1])
told <- data.frame()
for (set in unique(frame$set)) {
  rows <- frame[frame$set == set, ]
  items <- sort(unique(rows$item))
  wide <- data.frame(unit = unique(rows$unit))
  for (item in items) {
    own <- rows[rows$item == item, ]
    own <- own[match(wide$unit, own$unit), ]
    wide[[paste0("y", item)]] <- ifelse(is.na(own$need), 0, own$need)
    wide[[paste0("a", item)]] <- as.numeric(!is.na(own$need))
    wide[[paste0("m", item)]] <- own$met
  }
  wide$one <- 1
  design <- svydesign(ids = ~1, weights = ~one, data = wide)
  names <- setdiff(colnames(wide), "unit")
  totals <- svytotal(as.formula(paste("~", paste(names, collapse = "+"))), design)
  gap <- function(item) sprintf("(y%s / a%s - m%s / one)", item, item, item)
  mean_gap <- sprintf("((%s) / %d)", paste(sapply(items, gap), collapse = " + "), length(items))
  for (item in items) {
    for (what in c("gap", "away")) {
      text <- if (what == "gap") gap(item) else paste(gap(item), "-", mean_gap)
      found <- svycontrast(totals, str2lang(text))
      told <- rbind(told, data.frame(set = set, item = item, what = what, value = coef(found)[[1]], error = SE(found)[[1]]))
    }
  }
}
write.csv(told, arguments[2], row.names = FALSE)
