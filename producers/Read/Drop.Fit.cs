using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>How the columns of a drop match those of its contract version.</summary>
internal sealed partial record Drop
{
    public ColumnFit Fit
    {
        get => field ?? throw new InvalidOperationException($"No contract version has been chosen for '{Name}' yet.");
        init;
    }

    public DataContract Contract => Fit.Contract;
}
