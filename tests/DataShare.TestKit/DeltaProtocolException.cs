namespace DataShare.TestKit;

/// <summary>A table breaks the public Delta protocol.</summary>
public sealed class DeltaProtocolException(string message) : Exception(message);
