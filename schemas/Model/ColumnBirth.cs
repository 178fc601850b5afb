namespace DataShare.Schemas;

/// <summary>How a column came into its major version. Rows from before it keep what they then got, whatever a later version says.</summary>
/// <param name="Default">The default in the first version that has the column; null when it had none.</param>
/// <param name="Before">The versions of the major that do not have the column, such as <c>1.0.0</c>; none when the first one has it.</param>
public sealed record ColumnBirth(string? Default, IReadOnlyList<string> Before);
