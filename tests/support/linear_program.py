"""The least of many sums under the same bounds, one after the other.

`scipy.optimize.linprog` makes the problem anew for each sum, which takes ten times as long as its solver goes on from the last solution;
the solver is HiGHS in both, which scipy gives under a private name only.
"""

from __future__ import annotations

import numpy
from scipy.optimize._highspy import _core as highs
from scipy.sparse import csc_matrix


class LinearProgram:
    """Numbers of at least 0, `rows` of which sum to between `low` and `high`."""

    def __init__(self, rows: numpy.ndarray, low: numpy.ndarray, high: numpy.ndarray) -> None:
        matrix, (count, size) = csc_matrix(rows), rows.shape
        problem = highs.HighsLp()
        problem.num_row_ = problem.a_matrix_.num_row_ = count
        problem.num_col_ = problem.a_matrix_.num_col_ = size
        problem.col_cost_ = problem.col_lower_ = numpy.zeros(size)
        problem.col_upper_ = numpy.full(size, numpy.inf)
        problem.row_lower_, problem.row_upper_ = low, high
        problem.a_matrix_.format_ = highs.MatrixFormat.kColwise
        problem.a_matrix_.start_, problem.a_matrix_.index_ = matrix.indptr, matrix.indices
        problem.a_matrix_.value_ = matrix.data
        self._columns = numpy.arange(size, dtype=numpy.int32)
        self._solver = highs._Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._solver.passModel(problem)

    def minimize(self, goal: numpy.ndarray) -> numpy.ndarray | None:
        """Numbers that make a sum least; None where none are within the bounds."""
        self._solver.changeColsCost(len(goal), self._columns, goal)
        self._solver.run()
        if self._solver.getModelStatus() != highs.HighsModelStatus.kOptimal:
            return None
        return numpy.array(self._solver.getSolution().col_value)
