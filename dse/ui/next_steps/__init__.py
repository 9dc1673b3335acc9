"""What the team has to do next, on the sheets and under the lists that it is about; what is overdue. For the team alone."""
