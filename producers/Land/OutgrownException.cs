namespace DataShare.Producers;

/// <summary>
/// A drop that looked small has many rows, because few bytes can unpack to many rows. It is staged again, alone, so that
/// its rows can leave memory before its end.
/// </summary>
internal sealed class OutgrownException() : Exception("The drop is too large for a group.");
