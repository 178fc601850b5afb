namespace DataShare.Schemas;

/// <summary>
/// Says how a column came into its major version. Earlier rows keep the default that they got then, even if a later
/// version changes it.
/// </summary>
/// <param name="Default">The default in the first version that has the column; null if it had none.</param>
/// <param name="Before">
/// The versions of the major that do not have the column, such as <c>1.0.0</c>; none if the first one has it.
/// </param>
public sealed record ColumnBirth(string? Default, IReadOnlyList<string> Before);
