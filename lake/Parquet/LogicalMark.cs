namespace DataShare.Lake;

/// <summary>The logical type of a column, as its schema element states it.</summary>
/// <param name="Id">Its number in the format's union <c>LogicalType</c>.</param>
/// <param name="IsUtc">For times: whether they are moments.</param>
/// <param name="Unit">For times: 1 for milliseconds, 2 for microseconds, 3 for nanoseconds.</param>
/// <param name="Bits">For whole numbers.</param>
/// <param name="IsSigned">For whole numbers.</param>
/// <param name="Precision">For decimals.</param>
/// <param name="Scale">For decimals.</param>
internal sealed record LogicalMark(int Id, bool IsUtc, int Unit, int Bits, bool IsSigned, int Precision, int Scale)
{
    public const int Text = 1;
    public const int Enum = 4;
    public const int Decimal = 5;
    public const int Date = 6;
    public const int Time = 7;
    public const int Timestamp = 8;
    public const int Integer = 10;
    public const int Null = 11;
    public const int Json = 12;
    public const int Bson = 13;
    public const int Uuid = 14;
    public const int Half = 15;

    /// <summary>A logical type without parameters.</summary>
    public static LogicalMark Of(int id) => new(id, false, 0, 0, false, 0, 0);

    public static LogicalMark? Read(ref ThriftInput input, ThriftType type)
    {
        LogicalMark? mark = null;
        if (type != ThriftType.Struct)
        {
            throw ParquetDamage.Of("its schema has an invalid logical type");
        }

        var outer = input.BeginStruct();
        while (input.NextField(out var id, out var field))
        {
            if (id is Decimal or Time or Timestamp or Integer && field == ThriftType.Struct)
            {
                mark = Parameters(ref input, id);
            }
            else
            {
                mark = Of(id);
                input.Skip(field);
            }
        }

        input.EndStruct(outer);
        return mark;
    }

    private static LogicalMark Parameters(ref ThriftInput input, int id)
    {
        var mark = Of(id);
        var outer = input.BeginStruct();
        while (input.NextField(out var field, out var type))
        {
            switch (id, field)
            {
                case (Decimal, 1):
                    mark = mark with { Scale = input.Int32(type) };
                    break;
                case (Decimal, 2):
                    mark = mark with { Precision = input.Int32(type) };
                    break;
                case (Time or Timestamp, 1):
                    mark = mark with { IsUtc = ThriftInput.Boolean(type) };
                    break;
                case (Time or Timestamp, 2) when type == ThriftType.Struct:
                    mark = mark with { Unit = UnitOf(ref input) };
                    break;
                case (Integer, 1):
                    mark = mark with { Bits = input.Int8(type) };
                    break;
                case (Integer, 2):
                    mark = mark with { IsSigned = ThriftInput.Boolean(type) };
                    break;
                default:
                    input.Skip(type);
                    break;
            }
        }

        input.EndStruct(outer);
        return mark;
    }

    private static int UnitOf(ref ThriftInput input)
    {
        var unit = 0;
        var outer = input.BeginStruct();
        while (input.NextField(out var field, out var type))
        {
            unit = field;
            input.Skip(type);
        }

        input.EndStruct(outer);
        return unit;
    }
}
