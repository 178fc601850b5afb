using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>One column of a row group's rows, taken from front to back.</summary>
internal abstract class PartColumn : IDisposable
{
    /// <summary>Of the current row; <see cref="DBNull"/> for null. Made once a row, when first asked for.</summary>
    /// <exception cref="InvalidDataException">The value is none of the contract's type; says why.</exception>
    public abstract object Value { get; }

    /// <summary>Whether <see cref="Value"/> is null, without making it.</summary>
    public abstract bool IsNull { get; }

    /// <summary>Goes to the next row: once for each row, also when nobody asks for its value.</summary>
    /// <exception cref="InvalidDataException">The row does not belong here; says why.</exception>
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

/// <summary>A column of which every row has the same value, such as one that the part lacks.</summary>
internal sealed class ConstantColumn(object value) : PartColumn
{
    public static ConstantColumn Null { get; } = new(DBNull.Value);

    public override object Value => value;

    public override bool IsNull => ReferenceEquals(value, DBNull.Value);

    public override void MoveNext()
    {
        // Every row is alike.
    }

    public override void Dispose()
    {
        // There is nothing of the file behind it.
    }
}
