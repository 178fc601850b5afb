namespace DataShare.Lake;

/// <summary>
/// A verb calls this after each of its steps, with the step's name. A test stops the verb there, by an exception or by killing
/// the process, runs it again, and counts the rows. Otherwise it does nothing.
/// </summary>
public delegate void StepBorder(string step);
