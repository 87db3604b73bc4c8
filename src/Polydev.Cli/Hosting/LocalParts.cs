using Polydev.Cli.Surroundings;
using Polydev.Drivers.Docker;
using Polydev.Node;

namespace Polydev.Cli.Hosting;

/// <summary>What the host of workers is made of, be it the controller's own or a node of a cluster.</summary>
internal static class LocalParts
{
    /// <summary>Environment variable that names the engine.</summary>
    public const string DockerHost = "DOCKER_HOST";

    private const string AuthorityFile = "SSL_CERT_FILE";

    /// <summary>Makes the data directory, for its owner alone.</summary>
    public static void MakeDataDirectory(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                throw new CommandFailure("unsupported", "A node needs Unix sockets that can be handed into walls.", "Run it on Linux.");
            }

            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(
                "data_directory_unwritable",
                $"The data directory {path} cannot be made: {exception.Message.TrimEnd('.')}.",
                "Give this user the right to write there, or name another with --data (POLYDEV_DATA).");
        }
    }

    /// <summary>How workers are started as containers.</summary>
    public static DockerDriverOptions DockerOf(string dataDirectory, string? image, string? runtime, SocketDirectory sockets, Shell shell) => new()
    {
        StateDirectory = Path.Combine(dataDirectory, "containers"),
        SocketDirectory = sockets.Path,
        EngineSocket = DockerDriverOptions.SocketFrom(shell.Variable(DockerHost)) ?? DockerDriverOptions.DefaultSocket,
        Image = image ?? RuntimeImage.Own,
        Runtime = runtime,
    };

    /// <summary>The worker's program; nothing where workers are containers and it is not built.</summary>
    public static string WorkerFor(DriverChoice choice) => WorkerBinary.Find() ?? (choice.Driver != DriverChoice.Process ? "" : throw new CommandFailure(
        "worker_missing", "The worker is not built.", $"Run ./polydev in a clone of the repository, which builds it, or name it with {WorkerBinary.Variable}."));

    /// <summary>The certificate authorities that the environment names, as OpenSSL and .NET read it; null for the machine's own.</summary>
    public static string? AuthoritiesOf(SocketDirectory sockets, Shell shell)
    {
        if (shell.Variable(AuthorityFile) is not { Length: > 0 } file)
        {
            return null;
        }

        try
        {
            return sockets.ShareAuthorities(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandFailure(
                "authorities_unreadable",
                $"The certificate authorities that {AuthorityFile} names cannot be used: {exception.Message.TrimEnd('.')}.",
                "Name a PEM file of certificates there, or unset it: workers then trust the authorities of this machine.");
        }
    }
}
