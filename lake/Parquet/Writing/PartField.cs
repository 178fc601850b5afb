namespace DataShare.Lake;

/// <summary>A column of a file that is written: how its values are stored, and what they are.</summary>
/// <param name="Converted">What the values are, in the words of the format's older versions; null for nothing more.</param>
/// <param name="Logical">What the values are; null for nothing more.</param>
internal sealed record PartField(string Name, ParquetType Type, bool IsOptional, int? Converted = null, LogicalMark? Logical = null)
{
    /// <summary>Bytes of a value of fixed length.</summary>
    public int TypeLength { get; init; }

    /// <summary>What a value takes in memory, besides its text or bytes.</summary>
    public int FixedBytes => Math.Max(TypeLength, sizeof(long));

    public void WriteTo(ThriftOutput output)
    {
        output.Begin();
        output.Int32(1, (int)Type);
        if (TypeLength > 0)
        {
            output.Int32(2, TypeLength);
        }

        output.Int32(3, IsOptional ? 1 : 0);
        output.Text(4, Name);
        if (Converted is { } converted)
        {
            output.Int32(6, converted);
        }

        if (Logical is { Id: LogicalMark.Decimal } number)
        {
            output.Int32(7, number.Scale);
            output.Int32(8, number.Precision);
        }

        Logical?.WriteTo(output);
        output.End();
    }
}
