namespace DataShare.Lake;

/// <summary>The physical types of Parquet, with their numbers in the format.</summary>
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

/// <summary>The kind of a column's values, independent of their physical type.</summary>
public enum ParquetKind
{
    /// <summary>A type that contracts do not have, such as a time of day; see <see cref="ParquetInputColumn.Description"/>.</summary>
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
