namespace DataShare.Lake;

/// <summary>Content that the lake must have, because a drop with it landed or was refused.</summary>
/// <param name="Name">The name of the first drop with this content.</param>
/// <param name="Copy">The full path of an undamaged copy in quarantine; null if there is none.</param>
internal sealed record KeptContent(string Name, LoadId LoadId, long Bytes, string? Copy);
