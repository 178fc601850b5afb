namespace DataShare.Lake;

/// <summary>A node of a file's schema tree, as its footer lists it.</summary>
internal sealed class SchemaElement
{
    private const int Repeated = 2;

    public string Name { get; private set; } = "";

    /// <summary>Null for a group.</summary>
    public ParquetType? Type { get; private set; }

    /// <summary>Bytes of a value of fixed length.</summary>
    public int TypeLength { get; private set; }

    public bool IsOptional { get; private set; }

    public bool IsRepeated { get; private set; }

    public int Children { get; private set; }

    /// <summary>What the values are, in the words of the format's older versions; null when not said.</summary>
    public int? Converted { get; private set; }

    /// <summary>What the values are; null when not said.</summary>
    public LogicalMark? Logical { get; private set; }

    public int Precision { get; private set; }

    public int Scale { get; private set; }

    public static SchemaElement Read(ref ThriftInput input)
    {
        var element = new SchemaElement();
        var outer = input.BeginStruct();
        while (input.NextField(out var field, out var type))
        {
            element.Take(ref input, field, type);
        }

        input.EndStruct(outer);
        return element;
    }

    private void Take(ref ThriftInput input, short field, ThriftType type)
    {
        switch (field)
        {
            case 1:
                Type = Known(input.Int32(type));
                break;
            case 2:
                TypeLength = input.Int32(type);
                break;
            case 3:
                var repetition = input.Int32(type);
                (IsOptional, IsRepeated) = (repetition == 1, repetition == Repeated);
                break;
            case 4:
                Name = input.Text(type);
                break;
            case 5:
                Children = input.Int32(type);
                break;
            case 6:
                Converted = input.Int32(type);
                break;
            case 7:
                Scale = input.Int32(type);
                break;
            case 8:
                Precision = input.Int32(type);
                break;
            case 10:
                Logical = LogicalMark.Read(ref input, type);
                break;
            default:
                input.Skip(type);
                break;
        }
    }

    private static ParquetType Known(int type) => Enum.IsDefined((ParquetType)type)
        ? (ParquetType)type
        : throw ParquetDamage.Of(FormattableString.Invariant($"its schema has the unknown type {type}"));
}

/// <summary>The mark that says what values of a physical type are.</summary>
/// <param name="Id">Its number in the format's union of such marks.</param>
/// <param name="IsUtc">Of times: whether they are moments.</param>
/// <param name="Unit">Of times: 1 for milliseconds, 2 for microseconds, 3 for nanoseconds.</param>
/// <param name="Bits">Of whole numbers.</param>
/// <param name="IsSigned">Of whole numbers.</param>
/// <param name="Precision">Of decimals.</param>
/// <param name="Scale">Of decimals.</param>
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

    public static LogicalMark? Read(ref ThriftInput input, ThriftType type)
    {
        LogicalMark? mark = null;
        if (type != ThriftType.Struct)
        {
            throw ParquetDamage.Of("its schema has a mark that is none");
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
                mark = new LogicalMark(id, false, 0, 0, false, 0, 0);
                input.Skip(field);
            }
        }

        input.EndStruct(outer);
        return mark;
    }

    private static LogicalMark Parameters(ref ThriftInput input, int id)
    {
        var mark = new LogicalMark(id, false, 0, 0, false, 0, 0);
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
                    mark = mark with { Bits = input.Int32(type) };
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
