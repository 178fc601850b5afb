namespace DataShare.Lake;

/// <summary>
/// A verb calls this after each of its steps, with the step's name. A test throws here to stop the verb, runs it again,
/// and counts the rows. In production it does nothing.
/// </summary>
public delegate void StepBorder(string step);
