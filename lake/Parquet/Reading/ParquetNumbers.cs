using System.Buffers.Binary;
using System.Numerics;

namespace DataShare.Lake;

/// <summary>Converts numbers and times of a file to types of .NET.</summary>
public static class ParquetNumbers
{
    private const long NanosecondsPerDay = 86_400L * 1_000_000_000;

    /// <summary>The day number of 1970-01-01 in timestamps of 96 bits.</summary>
    private const int JulianEpoch = 2_440_588;

    /// <summary>A decimal of a batch as its unscaled number, whatever its physical type is.</summary>
    public static BigInteger Unscaled(ParquetBatch batch, int value) => batch.HasLongs
        ? batch.Longs[value]
        : new BigInteger(batch.Bytes(value), isUnsigned: false, isBigEndian: true);

    /// <summary>A timestamp of a batch, as microseconds since 1970-01-01.</summary>
    /// <returns>False if it is not a whole number of microseconds, or does not fit in 64 bits.</returns>
    public static bool TryMicroseconds(ParquetBatch batch, int value, out long microseconds)
    {
        if (!batch.HasLongs)
        {
            return TryMicroseconds(batch.Bytes(value), out microseconds);
        }

        var count = batch.Longs[value];
        (microseconds, var lost) = batch.Column.UnitsPerSecond switch
        {
            1_000 => (unchecked(count * 1_000), count is > long.MaxValue / 1_000 or < long.MinValue / 1_000),
            1_000_000 => (count, false),
            _ => (Math.DivRem(count, 1_000, out var rest), rest != 0),
        };
        return !lost;
    }

    /// <summary>Nanoseconds since 1970-01-01 of a timestamp of 96 bits: nanoseconds of the day, then the Julian day.</summary>
    public static Int128 Nanoseconds(ReadOnlySpan<byte> int96) =>
        ((Int128)(BinaryPrimitives.ReadInt32LittleEndian(int96[8..]) - (long)JulianEpoch) * NanosecondsPerDay)
        + BinaryPrimitives.ReadInt64LittleEndian(int96);

    /// <summary>The time so many microseconds after 1970-01-01; false outside the years 1 to 9999.</summary>
    public static bool TryTime(long microseconds, DateTimeKind kind, out DateTime time)
    {
        var isThere = microseconds >= -DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond
            && microseconds <= (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        time = isThere ? new DateTime(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), kind) : default;
        return isThere;
    }

    /// <summary>The date so many days after 1970-01-01; false outside the years 1 to 9999.</summary>
    public static bool TryDate(long days, out DateOnly date)
    {
        const int epoch = 719_162;
        var isThere = days >= -epoch && days <= DateOnly.MaxValue.DayNumber - epoch;
        date = isThere ? DateOnly.FromDayNumber((int)days + epoch) : default;
        return isThere;
    }

    private static bool TryMicroseconds(ReadOnlySpan<byte> int96, out long microseconds)
    {
        var nanoseconds = Nanoseconds(int96);
        var (count, rest) = Int128.DivRem(nanoseconds, 1_000);
        microseconds = (long)count;
        return rest == 0 && microseconds == count;
    }
}
