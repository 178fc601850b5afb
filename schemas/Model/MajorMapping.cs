namespace DataShare.Schemas;

/// <summary>The mapping between a major version and the previous one, as the contract has it.</summary>
/// <param name="Up">For columns of this version: an expression over the columns of the major before it.</param>
/// <param name="Down">For columns of the major before it: an expression over the columns of this version.</param>
public sealed record MajorMapping(
    IReadOnlyDictionary<string, MappingExpression> Up,
    IReadOnlyDictionary<string, MappingExpression> Down)
{
    internal static readonly MajorMapping None = new(
        new Dictionary<string, MappingExpression>(), new Dictionary<string, MappingExpression>());

    public bool IsEmpty => Up.Count == 0 && Down.Count == 0;
}
