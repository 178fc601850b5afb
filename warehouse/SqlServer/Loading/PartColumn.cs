using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>One column of a row group, read from the first row to the last.</summary>
internal abstract class PartColumn : IDisposable
{
    /// <summary>The value of the current row; <see cref="DBNull"/> for null. Created once for each row, at the first call.</summary>
    /// <exception cref="InvalidDataException">The value is not of the contract's type; the message gives the reason.</exception>
    public abstract object Value { get; }

    /// <summary>Whether <see cref="Value"/> is null, without creating it.</summary>
    public abstract bool IsNull { get; }

    /// <summary>Moves to the next row. Call it once for each row, even if nobody needs the row's value.</summary>
    /// <exception cref="InvalidDataException">The row does not belong to the commit; the message gives the reason.</exception>
    public abstract void MoveNext();

    public abstract void Dispose();
}

/// <summary>Values of one CLR type, converted to the one that is stored.</summary>
internal sealed class PartColumn<T>(ParquetValues<T> values, Func<T, object> convert) : PartColumn
    where T : struct
{
    private T current;
    private object? made;

    public override object Value => made ??= convert(current);

    public override bool IsNull => ReferenceEquals(made, DBNull.Value);

    public override void MoveNext() => made = values.Next(out current) ? null : DBNull.Value;

    public override void Dispose() => values.Dispose();
}

/// <summary>A column with the same value in every row, such as a column that the part lacks.</summary>
internal sealed class ConstantColumn(object value) : PartColumn
{
    public static ConstantColumn Null { get; } = new(DBNull.Value);

    public override object Value => value;

    public override bool IsNull => ReferenceEquals(value, DBNull.Value);

    public override void MoveNext()
    {
        // Every row has the same value.
    }

    public override void Dispose()
    {
        // It has no data of the file.
    }
}
