using System.Text;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// A column of the contract that a file does not have: its default, or null where there is none and null may be. A default
/// stands in for a column, never for a null in a column that is there.
/// </summary>
internal sealed class AbsentColumn
{
    private readonly byte[]? stamp;

    public AbsentColumn(ContractColumn column)
    {
        // The default is written as the contract writes values, whatever dialect the files have.
        Gate = ColumnGate.For(column, new CsvDialect());
        stamp = column.Default is { } text ? Encoding.UTF8.GetBytes(ContractText.Plain(column.Type, text)) : null;
        Value = column.Default;
    }

    public ColumnGate Gate { get; }

    /// <summary>What every row gets, as the contract writes it.</summary>
    public string? Value { get; }

    /// <summary>Appends the value. Returns the rule that it breaks, or null.</summary>
    public RuleBreak? Append(ColumnBuffer target) => stamp is null ? Gate.AppendNull(target) : Gate.Append(stamp, target);
}
