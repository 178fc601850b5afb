using System.ComponentModel.DataAnnotations;
using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Warehouse;
using Microsoft.Extensions.Options;

namespace DataShare.Jobs;

/// <summary>
/// The section <c>DataShare</c> of <c>appsettings.json</c>; each value can be overridden by an environment
/// variable (<c>DataShare__ScanInterval=00:00:05</c>).
/// </summary>
public sealed class DataShareOptions : IValidatableObject
{
    public const string Section = "DataShare";

    /// <summary>
    /// The folder of inbox, lake, warehouse and outbox, relative to the workspace. Default: <c>data</c>.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string DataFolder { get; set; } = "data";

    /// <summary>
    /// How often <c>run</c> looks for files and for work of other processes. Default: 2 s; 100 ms to 1 h.
    /// </summary>
    [SettingRange("00:00:00.1", "01:00:00")]
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stopping <c>run</c> waits for its steps. Default: 30 s; 1 s to 1 h.</summary>
    [SettingRange("00:00:01", "01:00:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Settings of ingestion. The inbox is <c>inbox</c> in the data folder unless set.</summary>
    [ValidateObjectMembers(typeof(ProducerOptionsValidator))]
    public ProducerOptions Producers { get; set; } = new();

    /// <summary>The warehouse. Its file is <c>warehouse.duckdb</c> in the data folder unless set.</summary>
    [ValidateObjectMembers(typeof(WarehouseOptionsValidator))]
    public WarehouseOptions Warehouse { get; set; } = new();

    /// <summary>Settings of deliveries. The folder is the data folder unless set.</summary>
    public ConsumerOptions Consumers { get; set; } = new();

    /// <summary>Settings of the schedule.</summary>
    public SchedulerOptions Scheduler { get; set; } = new();

    /// <summary>Makes paths absolute: relative to the workspace, or in the data folder if the setting is empty.</summary>
    internal void Locate(string workspace)
    {
        DataFolder = Path.GetFullPath(Path.Combine(workspace, DataFolder));
        Producers.Inbox = Full(Producers.Inbox, "inbox");
        Consumers.DataFolder = Full(Consumers.DataFolder, "");
        Warehouse.DatabaseFile = Full(Warehouse.DatabaseFile, "warehouse.duckdb");
        Warehouse.OutageFile = Full(Warehouse.OutageFile, "warehouse-away.json");
        Warehouse.BlockedFolder = Full(Warehouse.BlockedFolder, "warehouse-blocked");
        if (!string.IsNullOrWhiteSpace(Warehouse.ConnectionStringFile))
        {
            Warehouse.ConnectionStringFile = Path.GetFullPath(Path.Combine(workspace, Warehouse.ConnectionStringFile));
        }

        string Full(string? path, string usual) => Path.GetFullPath(
            string.IsNullOrWhiteSpace(path) ? Path.Combine(DataFolder, usual) : Path.Combine(workspace, path));
    }

    /// <summary>What depends on the engine.</summary>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        var engine = Engines.All[Warehouse.Engine];
        foreach (var problem in engine.Problems(Warehouse))
        {
            yield return new ValidationResult(problem);
        }

        if (Scheduler.Clustered && !engine.KeepsSchedules)
        {
            yield return new ValidationResult(
                $"DataShare:Scheduler:Clustered is true, but DataShare:Warehouse:Engine is {Warehouse.Engine}: processes can share "
                + $"a schedule on {string.Join(" or ", Engines.All.Where(e => e.Value.KeepsSchedules).Select(e => e.Key))} only.");
        }
    }
}

[OptionsValidator]
internal sealed partial class DataShareOptionsValidator : IValidateOptions<DataShareOptions>;
