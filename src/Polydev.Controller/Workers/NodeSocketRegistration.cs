using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>Makes room for <c>node.sock</c>: a controller that was killed leaves its file behind, and binding to it would fail. A controller whose workers are on nodes has none.</summary>
internal static class NodeSocketRegistration
{
    /// <summary>Adds the clean-up. Call it after storage: holding the data directory proves that no other controller uses the file.</summary>
    public static IServiceCollection AddNodeSocket(this IServiceCollection services) => services.AddHostedService<NodeSocketPlace>();

    /// <summary>Lets everybody dial who gets to the socket: each worker may be a user of its own. Call it once the web server listens.</summary>
    public static void Open(ControllerOptions options)
    {
        if (options.Nodes.Listen is null && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Path.Combine(options.SocketDirectory, LinkPaths.NodeSocket),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        }
    }

    /// <summary>Removes the stale file before the web server binds.</summary>
    private sealed class NodeSocketPlace(ControllerOptions options) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            if (options.Nodes.Listen is not null)
            {
                return Task.CompletedTask;
            }

            if (!OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(options.SocketDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            File.Delete(Path.Combine(options.SocketDirectory, LinkPaths.NodeSocket));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
