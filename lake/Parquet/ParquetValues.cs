using System.Globalization;
using System.Numerics;
using Parquet.Data;
using Parquet.Schema;

namespace DataShare.Lake;

/// <summary>The values of a column in a row group, taken from front to back.</summary>
public interface IParquetValues : IDisposable
{
    int Rows { get; }
}

/// <summary>Values of one CLR type.</summary>
public abstract class ParquetValues<T> : IParquetValues
    where T : struct
{
    public abstract int Rows { get; }

    /// <summary>Moves to the next row; false when its value is null.</summary>
    public abstract bool Next(out T next);

    public abstract void Dispose();
}

/// <summary>A decimal of any width, as the value times ten to the power of the scale.</summary>
public readonly record struct UnscaledDecimal(BigInteger Unscaled, int Scale)
{
    /// <summary>The number at another scale; what it loses at a smaller one is cut off.</summary>
    public UnscaledDecimal At(int scale) => new(
        scale >= Scale
            ? Unscaled * BigInteger.Pow(10, scale - Scale)
            : BigInteger.Divide(Unscaled, BigInteger.Pow(10, Scale - scale)),
        scale);

    /// <summary>Every digit, as many behind the point as the scale says: <c>-0.50</c>.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        var number = Scale == 0 ? digits : digits.Insert(digits.Length - Scale, ".");
        return Unscaled.Sign < 0 ? "-" + number : number;
    }
}

internal sealed class RawParquetValues<T> : ParquetValues<T>
    where T : struct
{
    private readonly RawColumnData<T> data;
    private readonly int presentLevel;
    private int row;
    private int value;

    /// <exception cref="InvalidDataException">The column has not a value or a null for each row.</exception>
    public RawParquetValues(RawColumnData<T> data, DataField field, int rows)
    {
        var isWhole = field.MaxDefinitionLevel == 0
            ? data.Values.Length == rows
            : data.DefinitionLevels.Length == rows
                && data.DefinitionLevels.Count(field.MaxDefinitionLevel) <= data.Values.Length
                && !data.DefinitionLevels.ContainsAnyExceptInRange(0, field.MaxDefinitionLevel);
        if (!isWhole)
        {
            throw new InvalidDataException($"it is not readable as Parquet: column '{field.Name}' has not as many values as there are rows");
        }

        this.data = data;
        presentLevel = field.MaxDefinitionLevel;
        Rows = rows;
    }

    public override int Rows { get; }

    public override bool Next(out T next)
    {
        if (presentLevel > 0 && data.DefinitionLevels[row++] < presentLevel)
        {
            next = default;
            return false;
        }

        next = data.Values[value++];
        return true;
    }

    public override void Dispose() => data.Dispose();
}

/// <summary>The library's wide decimals as our own, so that it stays this project's matter.</summary>
internal sealed class WideDecimalValues(RawParquetValues<BigDecimal> values) : ParquetValues<UnscaledDecimal>
{
    public override int Rows => values.Rows;

    public override bool Next(out UnscaledDecimal next)
    {
        var present = values.Next(out var value);
        next = new UnscaledDecimal(value.UnscaledValue, value.Scale);
        return present;
    }

    public override void Dispose() => values.Dispose();
}

internal static class ParquetValues
{
    public static IParquetValues Of(RawColumnData data, DataField field, int rows) => data switch
    {
        RawColumnData<bool> d => Wrap(d, field, rows),
        RawColumnData<sbyte> d => Wrap(d, field, rows),
        RawColumnData<byte> d => Wrap(d, field, rows),
        RawColumnData<short> d => Wrap(d, field, rows),
        RawColumnData<ushort> d => Wrap(d, field, rows),
        RawColumnData<int> d => Wrap(d, field, rows),
        RawColumnData<uint> d => Wrap(d, field, rows),
        RawColumnData<long> d => Wrap(d, field, rows),
        RawColumnData<ulong> d => Wrap(d, field, rows),
        RawColumnData<float> d => Wrap(d, field, rows),
        RawColumnData<double> d => Wrap(d, field, rows),
        RawColumnData<decimal> d => Wrap(d, field, rows),
        RawColumnData<BigDecimal> d => new WideDecimalValues(Wrap(d, field, rows)),
        RawColumnData<DateTime> d => Wrap(d, field, rows),
        RawColumnData<DateOnly> d => Wrap(d, field, rows),
        RawColumnData<Guid> d => Wrap(d, field, rows),
        RawColumnData<ReadOnlyMemory<char>> d => Wrap(d, field, rows),
        RawColumnData<ReadOnlyMemory<byte>> d => Wrap(d, field, rows),
        _ => throw new InvalidDataException($"column '{field.Name}' has the type {field.ClrType.Name}, which no contract type stands for"),
    };

    private static RawParquetValues<T> Wrap<T>(RawColumnData<T> data, DataField field, int rows)
        where T : struct => new(data, field, rows);
}
