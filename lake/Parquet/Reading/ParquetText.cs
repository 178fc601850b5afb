using System.Globalization;
using System.Text;

namespace DataShare.Lake;

/// <summary>Formats values of a Parquet file as text, for people and for text files.</summary>
public static class ParquetText
{
    /// <summary>A value by its index in the batch: exact, in the form of values in contracts.</summary>
    public static string Of(ParquetBatch batch, int value) => batch.Column.Kind switch
    {
        ParquetKind.Boolean => batch.Longs[value] != 0 ? "true" : "false",
        ParquetKind.Integer => batch.Column is { Bits: 64, IsSigned: false }
            ? ((ulong)batch.Longs[value]).ToString(CultureInfo.InvariantCulture)
            : batch.Longs[value].ToString(CultureInfo.InvariantCulture),
        ParquetKind.Floating => Number(batch.Doubles[value], batch.Column.Bits),
        ParquetKind.Decimal => new UnscaledDecimal(ParquetNumbers.Unscaled(batch, value), batch.Column.Scale).ToString(),
        ParquetKind.Date => ParquetNumbers.TryDate(batch.Longs[value], out var date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{batch.Longs[value]} days since 1970-01-01"),
        ParquetKind.Timestamp => Time(batch, value),
        ParquetKind.Text => Encoding.UTF8.GetString(batch.Bytes(value)),
        ParquetKind.Uuid => new Guid(batch.Bytes(value), bigEndian: true).ToString("D"),
        _ => Convert.ToBase64String(batch.Bytes(value)),
    };

    private static string Number(double value, int bits) => bits switch
    {
        64 => value.ToString(CultureInfo.InvariantCulture),
        32 => ((float)value).ToString(CultureInfo.InvariantCulture),
        _ => ((Half)value).ToString(CultureInfo.InvariantCulture),
    };

    private static string Time(ParquetBatch batch, int value)
    {
        const long nanosecondsPerSecond = 1_000_000_000;
        var column = batch.Column;
        var nanoseconds = batch.HasLongs
            ? (Int128)batch.Longs[value] * (nanosecondsPerSecond / column.UnitsPerSecond)
            : ParquetNumbers.Nanoseconds(batch.Bytes(value));
        var (seconds, rest) = Int128.DivRem(nanoseconds, nanosecondsPerSecond);
        if (rest < 0)
        {
            (seconds, rest) = (seconds - 1, rest + nanosecondsPerSecond);
        }

        if (Int128.Abs(seconds) > long.MaxValue / 1_000_000 || !ParquetNumbers.TryTime((long)seconds * 1_000_000, DateTimeKind.Unspecified, out var time))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{seconds} seconds since 1970-01-01");
        }

        var fraction = rest == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{(long)rest:D9}").TrimEnd('0');
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + fraction + (column.IsUtc == true ? "Z" : "");
    }
}
