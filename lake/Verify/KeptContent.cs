namespace DataShare.Lake;

/// <summary>Content that the lake says it keeps: of a drop that landed or was refused.</summary>
/// <param name="Name">Of the first drop that had it.</param>
/// <param name="Copy">A whole copy of it in quarantine, by full path; null when there is none.</param>
internal sealed record KeptContent(string Name, LoadId LoadId, long Bytes, string? Copy);
