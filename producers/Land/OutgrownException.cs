namespace DataShare.Producers;

/// <summary>
/// A drop was taken for a small one and is large: a few bytes can be unpacked to many rows. It is staged again, alone,
/// so that its rows can leave memory before its end.
/// </summary>
internal sealed class OutgrownException() : Exception("The drop is too large for a group.");
