namespace DataShare.Lake;

/// <summary>
/// Checks a page in DELTA_LENGTH_BYTE_ARRAY or DELTA_BYTE_ARRAY. The library allocates memory for the lengths that the page claims,
/// and, if values share prefixes, for whole values.
/// </summary>
internal static class DeltaPage
{
    private const int ValuesAtOnce = 2048;

    /// <summary>The bytes of the longest value, if values are assembled from prefixes; 0 if they are only pointed to.</summary>
    /// <param name="source">The page as it is in the file.</param>
    /// <exception cref="InvalidDataException">The page claims something impossible.</exception>
    /// <exception cref="ParquetSharp.ParquetException">The page cannot be decompressed.</exception>
    public static int Longest(ChunkBytes source, PageHeader header, ParquetInputColumn column, int codec)
    {
        var levels = SkipLevels(source, header);
        if (header.Unpacked == levels)
        {
            // All rows are null: the page has no values.
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

    /// <summary>In a V2 page, the levels come first and are not compressed.</summary>
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

    /// <summary>In a V1 page, the levels are compressed with the values, after their length.</summary>
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
