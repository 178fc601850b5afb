using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Conversions with the same meaning in every engine: a value that cannot be converted becomes null, a boolean becomes
/// <c>true</c> or <c>false</c>, and a number is rounded if the type has fewer digits.
/// </summary>
internal sealed class MappingCast(SqlDialect sql)
{
    /// <param name="has">The value's type; null for a null of unknown type.</param>
    public string To(string value, ColumnType? has, ColumnType type) => (has?.Kind, type.Kind) switch
    {
        _ when has == type => value,
        (null, _) => sql.TryCast(value, type),
        (ColumnKind.String, ColumnKind.Boolean) => Flag(value),
        (ColumnKind.String, ColumnKind.Double) => ZeroSign.Without(sql.Parse(value, type)),
        (ColumnKind.String, _) => sql.Parse(value, type),
        (ColumnKind.Boolean, ColumnKind.String) =>
            $"case {value} when {sql.Flag(true)} then {sql.Literal("true")} when {sql.Flag(false)} then {sql.Literal("false")} end",
        (ColumnKind.Boolean, _) => sql.TryCast($"case {value} when {sql.Flag(true)} then 1 when {sql.Flag(false)} then 0 end", type),

        // By the sign, because some engines would treat the smallest numbers as zero.
        (not null, ColumnKind.Boolean) => $"case sign({(has is { Kind: ColumnKind.Double } ? sql.Finite(value) : value)}) when 0 then {sql.Flag(false)} when 1 then {sql.Flag(true)} when -1 then {sql.Flag(true)} end",
        (ColumnKind.Uuid, ColumnKind.String) => $"lower({sql.TryCast(value, type)})",
        (ColumnKind.Double, _) when MappingNumbers.IsWhole(type) => sql.TryCast($"round({value}, 0)", type),

        // A cast alone would cut the digits off.
        (ColumnKind.Decimal, _) when MappingNumbers.IsWhole(type) && has is { Scale: > 0 } number =>
            sql.TryCast(sql.TryCast(value, MappingNumbers.Rounded(number, 0)), type),
        _ => sql.TryCast(value, type),
    };

    /// <summary>A value in a contract's form, such as a default.</summary>
    public string Constant(string text, ColumnType type) => type.Kind is ColumnKind.Binary
        ? sql.Bytes(Convert.FromBase64String(text))
        : To(sql.Literal(text), new ColumnType(ColumnKind.String), type);

    /// <summary>Compares by codes and adds a mark at the end, because SQL Server ignores blanks at the end of a text.</summary>
    private string Flag(string text)
    {
        const string mark = ".";
        var whens = new[] { ("true", true), ("1", true), ("false", false), ("0", false) }.Select(w => $"when {sql.Literal(w.Item1 + mark)} then {sql.Flag(w.Item2)}");
        return $"case {sql.ByCode(sql.Concatenate(sql.Lower(text), sql.Literal(mark)))} {string.Join(" ", whens)} end";
    }
}
