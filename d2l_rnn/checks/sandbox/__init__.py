"""Where an answer is run, so that nothing else in the notebook notices."""
