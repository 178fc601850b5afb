namespace DataShare.Lake;

/// <summary>
/// A page whose values are written as lengths and bytes. The library takes the number of lengths from the page itself, and makes
/// room for them; where a value repeats the one before, it makes room for all of it.
/// </summary>
internal static class DeltaPage
{
    private const int ValuesAtOnce = 2048;

    /// <summary>Bytes of the longest value that has to be made of the one before it; 0 when values are only pointed to.</summary>
    /// <param name="source">Gives the page as the file has it.</param>
    /// <exception cref="InvalidDataException">The page says what cannot be.</exception>
    /// <exception cref="ParquetSharp.ParquetException">The page does not unpack.</exception>
    public static int Longest(ChunkBytes source, PageHeader header, ParquetInputColumn column, int codec)
    {
        var levels = SkipLevels(source, header);
        if (header.Unpacked == levels)
        {
            // Rows without a value have none here.
            source.Skip(header.Packed - levels);
            return 0;
        }

        using var page = new UnpackedPage(source, header.Packed - levels, header.Unpacked - levels, header.Content.IsPacked ? codec : PageCodec.None);
        var lengths = page.Bytes[LevelBytes(page.Bytes, header, column)..];
        if (header.Encoding is PageEncoding.DeltaLengthByteArray)
        {
            CheckCount(new DeltaDecoder(lengths).Count, header, ParquetLimits.PageLengths);
            return 0;
        }

        var prefixes = Lengths(lengths, header, out var end);
        return Longest(prefixes, lengths[end..], header);
    }

    /// <summary>In a page of the second kind levels stand in front, and are not packed.</summary>
    private static int SkipLevels(ChunkBytes source, PageHeader header)
    {
        if (header.Kind is PageKind.Data)
        {
            return 0;
        }

        var (definition, repetition) = (header.Content.DefinitionBytes, header.Content.RepetitionBytes);
        if (definition < 0 || repetition < 0 || (long)definition + repetition > Math.Min(header.Packed, header.Unpacked))
        {
            throw TooFew();
        }

        source.Skip(definition + repetition);
        return definition + repetition;
    }

    /// <summary>In a page of the first kind they are packed with the values, behind their length.</summary>
    private static int LevelBytes(ReadOnlySpan<byte> page, PageHeader header, ParquetInputColumn column)
    {
        if (header.Kind is PageKind.DataV2 || !column.IsOptional)
        {
            return 0;
        }

        var levels = page.Length < sizeof(int) ? -1 : BitConverter.ToInt32(page);
        return levels >= 0 && levels <= page.Length - sizeof(int) ? sizeof(int) + levels : throw TooFew();
    }

    private static void CheckCount(int count, PageHeader header, int most)
    {
        if (count > header.Values)
        {
            throw ParquetDamage.Of("a page has more values than its header says");
        }

        if (count > most)
        {
            throw ParquetDamage.NotRead(FormattableString.Invariant($"a page has {count:N0} values, more than {most:N0} in this encoding"));
        }
    }

    private static int[] Lengths(ReadOnlySpan<byte> page, PageHeader header, out int end)
    {
        var numbers = new DeltaDecoder(page);
        CheckCount(numbers.Count, header, ParquetLimits.PagePrefixes);
        Span<long> some = stackalloc long[128];
        var all = new int[numbers.Count];
        for (var at = 0; at < all.Length;)
        {
            var read = some[..Math.Min(some.Length, all.Length - at)];
            numbers.Read(read);
            foreach (var length in read)
            {
                all[at++] = length is >= 0 and <= ParquetLimits.ValueBytes ? (int)length : throw ParquetDamage.Of("a page has values of an invalid length");
            }
        }

        end = numbers.Position;
        return all;
    }

    private static int Longest(int[] prefixes, ReadOnlySpan<byte> page, PageHeader header)
    {
        var suffixes = Lengths(page, header, out _);
        if (prefixes.Length != suffixes.Length)
        {
            throw ParquetDamage.Of("a page has different numbers of prefixes and suffixes");
        }

        var (longest, total) = (0, 0L);
        for (var i = 0; i < prefixes.Length; i++)
        {
            longest = Math.Max(longest, prefixes[i] + suffixes[i]);
            total = (i % ValuesAtOnce == 0 ? 0 : total) + prefixes[i] + suffixes[i];
            if (total > ParquetLimits.PageBytes)
            {
                throw ParquetDamage.NotRead(FormattableString.Invariant($"a few values unpack to {total >> 20} MiB"));
            }
        }

        return longest;
    }

    private static InvalidDataException TooFew() => ParquetDamage.Of("a page has fewer values than its header says");
}
