using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polydev.Controller.Storage;

namespace Polydev.Controller.Tenants;

/// <summary>Makes a new admin key for whoever may write the data directory and has lost the old one. Works on the files, while no controller uses them.</summary>
public static class AdminKeyReset
{
    /// <summary>Ends the admin key of the first start and makes another, which is also kept in <c>admin.key</c>.</summary>
    /// <param name="options">Names the data directory.</param>
    /// <param name="cancellationToken">Gives up before anything is changed.</param>
    /// <returns>The key; it is shown nowhere else.</returns>
    /// <exception cref="StartupException">There is no data directory, a controller uses it, or it cannot be written; the message says what to do.</exception>
    public static async Task<string> RunAsync(ControllerOptions options, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(options.DataDirectory))
        {
            throw new StartupException(
                "data_directory_missing", $"There is no data directory {options.DataDirectory}. Name the one of the controller whose key is lost with --data.");
        }

        await using var services = new ServiceCollection().AddSingleton(options).AddLogging().AddStorage().AddTenants().BuildServiceProvider();
        var started = new Stack<IHostedService>();
        try
        {
            foreach (var hosted in services.GetServices<IHostedService>())
            {
                await hosted.StartAsync(cancellationToken);
                started.Push(hosted);
            }

            var first = services.GetRequiredService<FirstStart>();
            return first.NewAdminKey ?? await first.ResetAdminKeyAsync(cancellationToken);
        }
        finally
        {
            while (started.TryPop(out var hosted))
            {
                await hosted.StopAsync(CancellationToken.None);
            }
        }
    }
}
