using System.Buffers.Binary;
using System.Numerics;

namespace DataShare.Lake;

/// <summary>Numbers and times of a file in types of .NET.</summary>
public static class ParquetNumbers
{
    private const long NanosecondsPerDay = 86_400L * 1_000_000_000;

    /// <summary>The day number of 1970-01-01 in timestamps of 96 bits.</summary>
    private const int JulianEpoch = 2_440_588;

    /// <summary>A decimal of a batch, without its point, whatever holds it.</summary>
    public static BigInteger Unscaled(ParquetBatch batch, int value) => batch.HasLongs
        ? batch.Longs[value]
        : new BigInteger(batch.Bytes(value), isUnsigned: false, isBigEndian: true);

    /// <summary>A timestamp of a batch, as microseconds since 1970-01-01.</summary>
    /// <returns>False when it is none of whole microseconds, or far beyond any calendar.</returns>
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

    /// <summary>Nanoseconds since 1970-01-01 of a timestamp of 96 bits: those of the day, then the Julian day.</summary>
    public static Int128 Nanoseconds(ReadOnlySpan<byte> int96) =>
        ((Int128)(BinaryPrimitives.ReadInt32LittleEndian(int96[8..]) - (long)JulianEpoch) * NanosecondsPerDay)
        + BinaryPrimitives.ReadInt64LittleEndian(int96);

    /// <summary>The date or time at a count of microseconds since 1970-01-01; false outside the years 1 to 9999.</summary>
    public static bool TryTime(long microseconds, DateTimeKind kind, out DateTime time)
    {
        var isThere = microseconds >= -DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond
            && microseconds <= (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        time = isThere ? new DateTime(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), kind) : default;
        return isThere;
    }

    /// <summary>The date at a count of days since 1970-01-01; false outside the years 1 to 9999.</summary>
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
