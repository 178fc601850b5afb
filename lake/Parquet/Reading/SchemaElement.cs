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

    /// <summary>The converted type, which older versions of the format have; null if there is none.</summary>
    public int? Converted { get; private set; }

    /// <summary>The logical type; null if there is none.</summary>
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
