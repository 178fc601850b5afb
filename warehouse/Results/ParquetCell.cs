using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Copies a column's values from the rows into a Parquet buffer.</summary>
internal sealed class ParquetCell
{
    private readonly ResultColumn column;
    private readonly Action<object> append;

    public ParquetCell(ResultColumn column)
    {
        this.column = column;
        // A result may have NaN in any column of floating point numbers.
        var rules = new ColumnRules { TakesNonFinite = column.Type.Kind is ColumnKind.Double };
        Buffer = ColumnBuffer.For(new ContractColumn { Id = column.Name, Name = column.Name, Type = column.Type, Rules = rules });
        append = Into(Buffer, column.Type);
    }

    public ColumnBuffer Buffer { get; }

    /// <summary>Adds the current row's value.</summary>
    public void Append()
    {
        if (column.Read() is { } value)
        {
            append(value);
        }
        else
        {
            Buffer.AppendNull();
        }
    }

    private static Action<object> Into(ColumnBuffer buffer, ColumnType type) => buffer switch
    {
        TextColumn text => v => text.Append(ValueText.Of(v)),
        BinaryColumn binary => v => binary.Append(v is Stream stream ? ValueText.Bytes(stream) : (byte[])v),
        ValueColumn<sbyte> number => v => number.Append(Convert.ToSByte(v, CultureInfo.InvariantCulture)),
        ValueColumn<short> number => v => number.Append(Convert.ToInt16(v, CultureInfo.InvariantCulture)),
        ValueColumn<int> number => v => number.Append(Convert.ToInt32(v, CultureInfo.InvariantCulture)),
        ValueColumn<long> number => v => number.Append(Convert.ToInt64(v, CultureInfo.InvariantCulture)),
        ValueColumn<double> number => v => number.Append(Convert.ToDouble(v, CultureInfo.InvariantCulture)),
        ValueColumn<bool> flag => v => flag.Append((bool)v),
        ValueColumn<DateOnly> date => v => date.Append((DateOnly)v),
        ValueColumn<DateTime> time => v => time.Append(Microseconds((DateTime)v)),
        ValueColumn<decimal> number => v => number.Append((decimal)v),
        WideDecimalColumn number => v => number.Append(((UnscaledDecimal)v).At(type.Scale).Unscaled),
        _ => throw new InvalidOperationException($"Column '{buffer.Name}' has a buffer of no known kind."),
    };

    /// <summary>A server may give tenths of microseconds. They are cut off, also before 1970.</summary>
    private static DateTime Microseconds(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
