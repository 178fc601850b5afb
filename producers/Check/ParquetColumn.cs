using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>A rule that a value of some rows breaks.</summary>
/// <param name="Row">By its number among the rows taken together, from 0.</param>
/// <param name="Column">By its number in the contract.</param>
internal readonly record struct BrokenValue(int Row, int Column, RuleBreak Break);

/// <summary>One column of a contract on its way through its gate, some rows at a time.</summary>
internal abstract class ParquetColumn(ColumnGate gate)
{
    public ColumnGate Gate { get; } = gate;

    /// <summary>How many rows can be taken now, of as many as wanted; at least one.</summary>
    /// <exception cref="InvalidDataException">The file's column is damaged.</exception>
    public abstract int Ready(int wanted);

    /// <summary>
    /// Takes rows. Each becomes a row of the target: one that breaks a rule is noted, and is null there, to be taken out.
    /// </summary>
    /// <param name="rows">As many as are ready, or fewer.</param>
    public abstract void Take(int rows, ColumnBuffer target, int column, List<BrokenValue> broken);

    /// <summary>The value of one of the rows taken last; null when it is null.</summary>
    public abstract string? Text(int row);

    /// <summary>Bytes of the text and binary values of the rows taken last.</summary>
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
/// <param name="values">Takes its values into the contract's column.</param>
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
