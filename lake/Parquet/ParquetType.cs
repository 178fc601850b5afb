namespace DataShare.Lake;

/// <summary>The physical types of Parquet, under their numbers in the format.</summary>
internal enum ParquetType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Int96 = 3,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedLenByteArray = 7,
}

/// <summary>What a column's values are, whatever physical type holds them.</summary>
public enum ParquetKind
{
    /// <summary>Of no type that a contract has: a time of day, an interval; see <see cref="ParquetInputColumn.Description"/>.</summary>
    Other,

    /// <summary>A list, map or struct.</summary>
    Nested,

    Boolean,
    Integer,
    Floating,
    Decimal,
    Date,
    Timestamp,
    Text,
    Bytes,
    Uuid,
}
