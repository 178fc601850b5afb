using System.Data.Common;
using System.Data.SqlTypes;
using System.Numerics;
using DataShare.Lake;
using DataShare.Schemas;
using DuckDB.NET.Native;
using Microsoft.Data.SqlTypes;

namespace DataShare.Warehouse;

/// <summary>
/// One column of a result. It reads the values in the same form, whichever engine's provider the rows come from. For the
/// single reader of the rows.
/// </summary>
public sealed class ResultColumn
{
    private readonly DbDataReader rows;
    private readonly int place;
    private readonly bool isWide;
    private readonly bool isTime;
    private readonly decimal none;

    private ResultColumn(DbDataReader rows, int place, string name, ResultType type, bool isJson)
    {
        (this.rows, this.place, IsJson) = (rows, place, isJson);
        (Name, Type, IsNumber) = (name, type.Column, type.IsNumber);
        isTime = type.IsTime;
        isWide = PartSchema.IsWide(Type);
        none = new decimal(0, 0, 0, isNegative: false, (byte)(isWide ? 0 : Type.Scale));
    }

    /// <summary>A name that is unique in the result, ignoring case. A column without a name is <c>column1</c>, by its position.</summary>
    public string Name { get; }

    /// <summary>The contract type that can hold every value of the column; a string if there is none.</summary>
    public ColumnType Type { get; }

    public bool IsNumber { get; }

    /// <summary>Whether its values are JSON texts of lists and structures.</summary>
    public bool IsJson { get; }

    /// <param name="types">The types of the columns, if a contract gives them; null to take them from the rows.</param>
    /// <param name="json">The positions of columns that are JSON.</param>
    public static IReadOnlyList<ResultColumn> Of(
        DbDataReader rows, IReadOnlyList<(string Name, ColumnType Type)>? types = null, IReadOnlySet<int>? json = null)
    {
        var found = ResultType.Of(rows);
        var names = types?.Select(t => t.Name) ?? ResultNames.Of(rows);
        return
        [
            .. names.Select((name, place) => new ResultColumn(
                rows, place, name, types is null ? found[place] : found[place] with { Column = types[place].Type }, json?.Contains(place) == true)),
        ];
    }

    /// <summary>
    /// The current row's value; null for null. Timestamps are <see cref="DateTime"/> in UTC; local ones have an unspecified
    /// kind. Dates are <see cref="DateOnly"/>, decimals of more than 28 digits <see cref="UnscaledDecimal"/>. A date or time
    /// that .NET cannot represent is text.
    /// </summary>
    /// <exception cref="WarehouseException">The provider cannot read the value.</exception>
    public object? Read()
    {
        if (rows.IsDBNull(place))
        {
            return null;
        }

        return Value() switch
        {
            decimal number when isWide => Unscaled(new SqlDecimal(number)).At(Type.Scale),
            // DuckDB's provider drops trailing zeros of wide decimals: 12.50 would be 12.5 in one column and 12.50 in another.
            decimal number => number + none,
            SqlDecimal number => Unscaled(number),
            DuckDBDecimal number => new UnscaledDecimal(number.Value.ToBigInteger(), number.Scale),
            // Both providers use one .NET type for several column types, so the column's type decides.
            DateTime time when Type.Kind is ColumnKind.Date => DateOnly.FromDateTime(time),
            DateTime time when Type.Kind is ColumnKind.Timestamp => DateTime.SpecifyKind(time, DateTimeKind.Utc),
            DateTimeOffset moment => moment.UtcDateTime,
            TimeSpan time when isTime => TimeOnly.FromTimeSpan(time),
            SqlVector<float> vector => vector.Memory.ToArray(),
            var value => value,
        };
    }

    private object Value()
    {
        try
        {
            return isWide ? rows.GetProviderSpecificValue(place) : rows.GetValue(place);
        }
        catch (OverflowException e)
        {
            throw new WarehouseException(
                $"Column '{Name}' has a value of more than 28 digits, which cannot be shown. " +
                $"Select it as text: cast({SqlName.Quote(Name)} as varchar(50)).",
                e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidCastException or NotSupportedException)
        {
            return DuckDbTimes.Text(rows, place) ?? throw new WarehouseException(
                $"Column '{Name}' has a value that cannot be shown ({e.Message.TrimEnd('.')}). "
                + $"Select it as text: cast({SqlName.Quote(Name)} as varchar).",
                e);
        }
    }

    private static UnscaledDecimal Unscaled(SqlDecimal number)
    {
        var unscaled = BigInteger.Zero;
        foreach (var word in number.Data.Reverse())
        {
            unscaled = (unscaled << 32) | (uint)word;
        }

        return new UnscaledDecimal(number.IsPositive ? unscaled : -unscaled, number.Scale);
    }
}
