namespace DataShare.Lake;

/// <summary>
/// Called by a verb each time one of its steps is done, with the step's name. A test stops the verb there by
/// throwing, runs it again, and counts the rows; in production nothing listens.
/// </summary>
public delegate void StepBorder(string step);
