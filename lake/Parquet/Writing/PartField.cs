using ParquetSharp;
using ParquetSharp.Schema;

namespace DataShare.Lake;

/// <summary>A column of a file that is written: its physical and logical type.</summary>
/// <param name="Logical">Makes a new logical type at each call.</param>
internal sealed record PartField(string Name, PhysicalType Type, bool IsOptional, Func<LogicalType> Logical)
{
    /// <summary>The bytes of a value of fixed length.</summary>
    public int TypeLength { get; init; }

    /// <summary>The digits of a decimal after the point.</summary>
    public int Scale { get; init; }

    /// <summary>Whether the file has minimum and maximum statistics of the column.</summary>
    public bool HasBounds { get; init; } = true;

    /// <summary>Whether values mostly grow by a little: then they are written as differences.</summary>
    public bool IsAscending { get; init; }

    /// <summary>The memory of a value, in addition to its text or bytes.</summary>
    public int FixedBytes => Math.Max(TypeLength, sizeof(long));

    public PrimitiveNode Node()
    {
        using var logical = Logical();
        return new PrimitiveNode(
            Name, IsOptional ? Repetition.Optional : Repetition.Required, logical, Type, TypeLength > 0 ? TypeLength : -1);
    }
}
