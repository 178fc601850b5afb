using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>A rule that a value breaks.</summary>
/// <param name="Row">The row's number among the rows read together, from 0.</param>
/// <param name="Column">The column's number in the contract, from 0.</param>
internal readonly record struct BrokenValue(int Row, int Column, RuleBreak Break);

/// <summary>Reads one column of a contract through its gate, some rows at a time.</summary>
internal abstract class ParquetColumn(ColumnGate gate)
{
    public ColumnGate Gate { get; } = gate;

    /// <summary>The number of rows that can be read now: at least one, at most as many as wanted.</summary>
    /// <exception cref="InvalidDataException">The file's column is damaged.</exception>
    public abstract int Ready(int wanted);

    /// <summary>
    /// Appends each row to the target. A value that breaks a rule is added to the list and is null in the target.
    /// </summary>
    /// <param name="rows">As many as are ready, or fewer.</param>
    public abstract void Take(int rows, ColumnBuffer target, int column, List<BrokenValue> broken);

    /// <summary>The value of one of the rows read last, as text; null when the value is null.</summary>
    public abstract string? Text(int row);

    /// <summary>Bytes of the text and binary values of the rows read last.</summary>
    public virtual long TextBytes => 0;
}

/// <summary>A column of the contract that the file does not have.</summary>
internal sealed class AbsentParquetColumn(ColumnGate gate) : ParquetColumn(gate)
{
    public override int Ready(int wanted) => wanted;

    public override void Take(int rows, ColumnBuffer target, int column, List<BrokenValue> broken)
    {
        for (var row = 0; row < rows; row++)
        {
            if (Gate.AppendAbsent(target) is { } unfit)
            {
                target.AppendNull();
                broken.Add(new BrokenValue(row, column, unfit));
            }
        }
    }

    public override string? Text(int row) => Gate.Column.Default;
}

/// <summary>A column that the file has.</summary>
/// <param name="values">Converts its values to the contract's type.</param>
internal sealed class PresentParquetColumn(ColumnGate gate, ParquetStretch stretch, ParquetValueGate values) : ParquetColumn(gate)
{
    public override int Ready(int wanted) => stretch.Ready(wanted);

    public override void Take(int rows, ColumnBuffer target, int column, List<BrokenValue> broken)
    {
        stretch.Take(rows);
        values.Begin(stretch.Batch, target);
        var value = stretch.FirstValue;
        for (var row = 0; row < rows; row++)
        {
            var unfit = stretch.IsNull(row) ? Gate.AppendNull(target) : values.Append(value++);
            if (unfit is not null)
            {
                target.AppendNull();
                broken.Add(new BrokenValue(row, column, unfit));
            }
        }
    }

    public override string? Text(int row) => stretch.Text(row);

    public override long TextBytes => stretch.TextBytes;
}
