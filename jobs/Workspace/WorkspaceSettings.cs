using DataShare.Lake;
using DataShare.Warehouse;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DataShare.Jobs;

/// <summary>Reads the settings of a workspace: its file, and above it the environment.</summary>
internal static class WorkspaceSettings
{
    /// <summary>What goes before the settings in a demo: the embedded warehouse, whatever they say.</summary>
    public static IReadOnlyDictionary<string, string?> OfDemo { get; } = new Dictionary<string, string?>
    {
        [$"{DataShareOptions.Section}:{nameof(DataShareOptions.Warehouse)}:{nameof(WarehouseOptions.Engine)}"] = nameof(WarehouseEngine.DuckDb),
        [$"{DataShareOptions.Section}:{nameof(DataShareOptions.Scheduler)}:{nameof(SchedulerOptions.Clustered)}"] = bool.FalseString,
    };

    /// <summary>With full paths.</summary>
    /// <param name="settings">What goes before the file and the environment.</param>
    /// <exception cref="UsageException">The settings cannot be read.</exception>
    /// <exception cref="OptionsValidationException">A setting is out of range; all that are, are named.</exception>
    public static DataShareOptions Read(Workspace workspace, IReadOnlyDictionary<string, string?>? settings)
    {
        var options = Checked(workspace, () =>
        {
            var configuration = new ConfigurationBuilder();
            AddSources(configuration, workspace, settings);
            return Bind(configuration.Build(), workspace);
        });
        return new DataShareOptionsValidator().Validate(DataShareOptions.Section, options).Failures is { } failures
            ? throw new OptionsValidationException(DataShareOptions.Section, typeof(DataShareOptions), failures)
            : options;
    }

    /// <summary>Where the lake is: the same for every command, whatever else it overrides.</summary>
    public static LakeLayout Lake(DataShareOptions options) => new(Path.Combine(options.DataFolder, "lake"));

    /// <summary>Adds them twice: read now, because the rooms need paths, and as options that are validated.</summary>
    /// <param name="settings">What goes before the file and the environment.</param>
    /// <exception cref="UsageException">The settings cannot be read.</exception>
    public static DataShareOptions Add(
        IServiceCollection services,
        IConfigurationManager configuration,
        Workspace workspace,
        IReadOnlyDictionary<string, string?>? settings) =>
        Checked(workspace, () =>
        {
            AddSources(configuration, workspace, settings);
            services.AddSingleton<IValidateOptions<DataShareOptions>, DataShareOptionsValidator>();
            // Problems have the options' name in front.
            services.AddOptions<DataShareOptions>(DataShareOptions.Section)
                .Bind(configuration.GetSection(DataShareOptions.Section), Strict)
                .PostConfigure(options => options.Locate(workspace.Root))
                .ValidateOnStart();
            return Bind(configuration, workspace);
        });

    private static void AddSources(
        IConfigurationBuilder configuration, Workspace workspace, IReadOnlyDictionary<string, string?>? settings)
    {
        configuration.AddJsonFile(File(workspace), optional: true, reloadOnChange: false);
        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(settings);
    }

    private static DataShareOptions Bind(IConfiguration configuration, Workspace workspace)
    {
        var options = new DataShareOptions();
        configuration.GetSection(DataShareOptions.Section).Bind(options, Strict);
        options.Locate(workspace.Root);
        return options;
    }

    private static T Checked<T>(Workspace workspace, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (broken is InvalidDataException or InvalidOperationException)
        {
            throw new UsageException($"{File(workspace)}: {broken.InnerException?.Message ?? broken.Message}", broken);
        }
    }

    private static string File(Workspace workspace) => Path.Combine(workspace.Root, Workspace.SettingsFile);

    /// <summary>A misspelt setting is an error, not a default.</summary>
    private static void Strict(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;
}
