using ParquetSharp;
using ParquetSharp.Schema;

namespace DataShare.Lake;

/// <summary>A column of a file that is written: how its values are stored, and what they are.</summary>
/// <param name="Logical">What the values are, made anew at each call.</param>
internal sealed record PartField(string Name, PhysicalType Type, bool IsOptional, Func<LogicalType> Logical)
{
    /// <summary>Bytes of a value of fixed length.</summary>
    public int TypeLength { get; init; }

    /// <summary>Digits of a decimal behind its point.</summary>
    public int Scale { get; init; }

    /// <summary>Whether the file shows the lowest and the highest value of each row group.</summary>
    public bool HasBounds { get; init; } = true;

    /// <summary>Whether each value is mostly a little more than the one before, and then written as the difference.</summary>
    public bool IsAscending { get; init; }

    /// <summary>What a value takes in memory, besides its text or bytes.</summary>
    public int FixedBytes => Math.Max(TypeLength, sizeof(long));

    public PrimitiveNode Node()
    {
        using var logical = Logical();
        return new PrimitiveNode(
            Name, IsOptional ? Repetition.Optional : Repetition.Required, logical, Type, TypeLength > 0 ? TypeLength : -1);
    }
}
