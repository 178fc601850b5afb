namespace DataShare.Lake;

/// <summary>Maps the types of a file's columns to CLR types.</summary>
internal static class ClrTypes
{
    public static Type? Of(ParquetInputColumn column) => column.Kind switch
    {
        ParquetKind.Boolean => typeof(bool),
        ParquetKind.Integer => (column.Bits, column.IsSigned) switch
        {
            (8, true) => typeof(sbyte),
            (8, false) => typeof(byte),
            (16, true) => typeof(short),
            (16, false) => typeof(ushort),
            (32, true) => typeof(int),
            (32, false) => typeof(uint),
            (_, true) => typeof(long),
            (_, false) => typeof(ulong),
        },
        ParquetKind.Floating => column.Bits == 64 ? typeof(double) : typeof(float),
        ParquetKind.Decimal => column.Precision <= PartSchema.NarrowDecimalPrecision ? typeof(decimal) : typeof(UnscaledDecimal),
        ParquetKind.Date => typeof(DateOnly),
        ParquetKind.Timestamp => typeof(DateTime),
        ParquetKind.Text => typeof(ReadOnlyMemory<char>),
        ParquetKind.Bytes => typeof(ReadOnlyMemory<byte>),
        ParquetKind.Uuid => typeof(Guid),
        _ => null,
    };
}
