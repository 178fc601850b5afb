using DataShare.Lake;
using DataShare.Warehouse;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DataShare.Jobs;

/// <summary>Reads the settings of a workspace: its file, and environment variables that override it.</summary>
internal static class WorkspaceSettings
{
    /// <summary>The settings that a demo overrides: it always uses the embedded warehouse.</summary>
    public static IReadOnlyDictionary<string, string?> OfDemo { get; } = new Dictionary<string, string?>
    {
        [$"{DataShareOptions.Section}:{nameof(DataShareOptions.Warehouse)}:{nameof(WarehouseOptions.Engine)}"] = nameof(WarehouseEngine.DuckDb),
        [$"{DataShareOptions.Section}:{nameof(DataShareOptions.Scheduler)}:{nameof(SchedulerOptions.Clustered)}"] = bool.FalseString,
    };

    /// <summary>The settings with full paths.</summary>
    /// <param name="settings">Settings that override the file and the environment.</param>
    /// <exception cref="UsageException">The settings cannot be read.</exception>
    /// <exception cref="OptionsValidationException">Settings are out of range; the message names all of them.</exception>
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

    /// <summary>The folder of the lake. It is the same for every command, whatever settings the command overrides.</summary>
    public static LakeLayout Lake(DataShareOptions options) => new(Path.Combine(options.DataFolder, "lake"));

    /// <summary>Reads the settings now, because services need paths, and also adds them as options that are validated later.</summary>
    /// <param name="settings">Settings that override the file and the environment.</param>
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
            throw new UsageException(SettingFault.Of(File(workspace), broken), broken);
        }
    }

    private static string File(Workspace workspace) => Path.Combine(workspace.Root, Workspace.SettingsFile);

    /// <summary>Makes a misspelt setting an error; otherwise its default would be used.</summary>
    private static void Strict(BinderOptions binder) => binder.ErrorOnUnknownConfiguration = true;
}
