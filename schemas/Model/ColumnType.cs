using System.Globalization;

namespace DataShare.Schemas;

/// <summary>The kinds of values; each has one form in Parquet, DuckDB and SQL Server.</summary>
public enum ColumnKind
{
    String,
    Int8,
    Int16,
    Int32,
    Int64,
    Decimal,
    Double,
    Boolean,
    Date,

    /// <summary>A moment, stored in UTC with microseconds.</summary>
    Timestamp,

    /// <summary>A wall-clock time without a zone (<c>timezone: false</c>), with microseconds.</summary>
    TimestampLocal,
    Uuid,
    Binary,
}

/// <summary>A column's type. Precision and scale are 0 except for <see cref="ColumnKind.Decimal"/>.</summary>
public readonly record struct ColumnType(ColumnKind Kind, int Precision = 0, int Scale = 0)
{
    /// <summary>The widest decimal that Parquet, DuckDB and SQL Server all hold.</summary>
    public const int MaxPrecision = 38;

    public static ColumnType Decimal(int precision, int scale) => new(ColumnKind.Decimal, precision, scale);

    /// <summary>Parses the text of <see cref="ToString"/>; null if it is not a type.</summary>
    public static ColumnType? TryParse(string text)
    {
        foreach (var kind in Enum.GetValues<ColumnKind>().Where(k => k is not ColumnKind.Decimal))
        {
            if (new ColumnType(kind) is var type && type.ToString() == text)
            {
                return type;
            }
        }

        return text.StartsWith("decimal(", StringComparison.Ordinal) && text.EndsWith(')')
            && text["decimal(".Length..^1].Split(',', StringSplitOptions.TrimEntries) is [var p, var s]
            && int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var precision)
            && int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var scale)
            && precision is >= 1 and <= MaxPrecision && scale <= precision
                ? Decimal(precision, scale)
                : null;
    }

    /// <summary>The type's text: <c>decimal(18,2)</c>, <c>i64</c>, <c>timestamp</c>.</summary>
    public override string ToString() => Kind switch
    {
        ColumnKind.Int8 => "i8",
        ColumnKind.Int16 => "i16",
        ColumnKind.Int32 => "i32",
        ColumnKind.Int64 => "i64",
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({Precision},{Scale})"),
        ColumnKind.TimestampLocal => "timestamp without time zone",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}
