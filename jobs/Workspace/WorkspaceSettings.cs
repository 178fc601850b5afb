using DataShare.Lake;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DataShare.Jobs;

/// <summary>Reads the settings of a workspace: its file, and above it the environment.</summary>
internal static class WorkspaceSettings
{
    /// <summary>As they are, with full paths, and not validated: that happens when a host starts.</summary>
    /// <exception cref="UsageException">The settings cannot be read.</exception>
    public static DataShareOptions Read(Workspace workspace)
    {
        var configuration = new ConfigurationBuilder();
        AddSources(configuration, workspace, null);
        return Checked(workspace, () => Bind(configuration.Build(), workspace));
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
        IReadOnlyDictionary<string, string?>? settings)
    {
        return Checked(workspace, () =>
        {
            AddSources(configuration, workspace, settings);
            services.AddSingleton<IValidateOptions<DataShareOptions>, DataShareOptionsValidator>();
            services.AddSingleton<IValidateOptions<DataShareOptions>, RoomOptionsValidator>();
            services.AddOptions<DataShareOptions>()
                .Bind(configuration.GetSection(DataShareOptions.Section), Strict)
                .PostConfigure(options => options.Locate(workspace.Root))
                .ValidateOnStart();
            return Bind(configuration, workspace);
        });
    }

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
