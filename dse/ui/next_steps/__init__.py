"""What the team has to do next, on the sheets and under the lists that it is about; what is late or near. For the team alone."""
