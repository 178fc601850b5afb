namespace DataShare.Lake;

/// <summary>Converts a column's values to its CLR type.</summary>
internal static class ClrValues
{
    /// <exception cref="InvalidDataException">The column's pages are damaged.</exception>
    public static IParquetValues Of(ParquetColumnReader reader, ParquetInputColumn column, long rows)
    {
        var count = rows <= int.MaxValue ? (int)rows : throw ParquetDamage.NotRead($"a row group has {rows} rows");
        return column.Kind switch
        {
            ParquetKind.Boolean => Values((batch, i) => batch.Longs[i] != 0),
            ParquetKind.Integer => Integers(reader, column, count),
            ParquetKind.Floating when column.Bits == 64 => Values((batch, i) => batch.Doubles[i]),
            ParquetKind.Floating => Values((batch, i) => (float)batch.Doubles[i]),
            ParquetKind.Decimal when column.Type == typeof(decimal) => Values(Narrow),
            ParquetKind.Decimal => Values((batch, i) => new UnscaledDecimal(ParquetNumbers.Unscaled(batch, i), column.Scale)),
            ParquetKind.Date => Values((batch, i) => ParquetNumbers.TryDate(batch.Longs[i], out var date) ? date : throw Beyond(column)),
            ParquetKind.Timestamp => Values(Time),
            ParquetKind.Text => Texts(new TextBlocks()),
            ParquetKind.Bytes => Values<ReadOnlyMemory<byte>>((batch, i) => batch.Bytes(i).ToArray()),
            ParquetKind.Uuid => Values((batch, i) => new Guid(batch.Bytes(i), bigEndian: true)),
            _ => throw new InvalidOperationException($"Column '{column.Name}' is {column.Description}."),
        };

        ConvertedValues<T> Values<T>(Func<ParquetBatch, int, T> convert)
            where T : struct => new(reader, count, convert);

        ConvertedValues<ReadOnlyMemory<char>> Texts(TextBlocks texts) => Values((batch, i) => texts.Add(batch.Bytes(i)));
    }

    private static IParquetValues Integers(ParquetColumnReader reader, ParquetInputColumn column, int rows) => (column.Bits, column.IsSigned) switch
    {
        (8, true) => new ConvertedValues<sbyte>(reader, rows, (batch, i) => (sbyte)batch.Longs[i]),
        (8, false) => new ConvertedValues<byte>(reader, rows, (batch, i) => (byte)batch.Longs[i]),
        (16, true) => new ConvertedValues<short>(reader, rows, (batch, i) => (short)batch.Longs[i]),
        (16, false) => new ConvertedValues<ushort>(reader, rows, (batch, i) => (ushort)batch.Longs[i]),
        (32, true) => new ConvertedValues<int>(reader, rows, (batch, i) => (int)batch.Longs[i]),
        (32, false) => new ConvertedValues<uint>(reader, rows, (batch, i) => (uint)batch.Longs[i]),
        (_, true) => new ConvertedValues<long>(reader, rows, (batch, i) => batch.Longs[i]),
        _ => new ConvertedValues<ulong>(reader, rows, (batch, i) => (ulong)batch.Longs[i]),
    };

    private static decimal Narrow(ParquetBatch batch, int i)
    {
        var unscaled = batch.HasLongs ? batch.Longs[i] : ParquetNumbers.Unscaled(batch, i);
        if (System.Numerics.BigInteger.Abs(unscaled) >> 96 != 0)
        {
            throw Beyond(batch.Column);
        }

        var digits = (decimal)System.Numerics.BigInteger.Abs(unscaled);
        var bits = decimal.GetBits(digits);
        return new decimal(bits[0], bits[1], bits[2], unscaled.Sign < 0, (byte)batch.Column.Scale);
    }

    /// <summary>Nanoseconds are cut to .NET's ticks of 100 ns.</summary>
    private static DateTime Time(ParquetBatch batch, int i)
    {
        var kind = batch.Column.IsUtc == true ? DateTimeKind.Utc : DateTimeKind.Unspecified;
        var ticks = !batch.HasLongs ? ParquetNumbers.Nanoseconds(batch.Bytes(i)) / TimeSpan.NanosecondsPerTick
            : batch.Column.UnitsPerSecond > TimeSpan.TicksPerSecond ? batch.Longs[i] / TimeSpan.NanosecondsPerTick
            : (Int128)batch.Longs[i] * (TimeSpan.TicksPerSecond / batch.Column.UnitsPerSecond);
        ticks += DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime((long)ticks, kind) : throw Beyond(batch.Column);
    }

    private static InvalidDataException Beyond(ParquetInputColumn column) =>
        ParquetDamage.Of($"column '{column.ShownName}' has a value that {column.Description} cannot have");
}
