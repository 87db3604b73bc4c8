using System.CommandLine;
using System.Globalization;
using System.Text;
using Polydev.Cli.Doctor;
using Polydev.Cli.Images;
using Polydev.Cli.Surroundings;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Docker.Images;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev image</c>: builds the image of the workers, looks at it and tries it.</summary>
internal static class ImageCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host) => CommandHost.Group(
        "image", "The image of worker containers", List(host), Build(host), Verify(host), Sbom(host));

    private static Command List(CommandHost host) => host.Command("list", "List the images of workers that the engine has", async (context, token) =>
    {
        using var engine = new EngineImages(SocketOf(context));
        var images = await Saying(() => engine.ListAsync(token));
        if (context.Json)
        {
            ImageText.WriteJson(context.Shell, images);
        }
        else
        {
            ImageText.Write(context.Shell, images);
        }

        return ExitCodes.Ok;
    });

    private static Command Build(CommandHost host)
    {
        Option<FileInfo?> output = new("--output") { Description = "Write the image to a file for 'docker load' instead of loading it", HelpName = "file" };
        Option<FileInfo?> authorities = new("--ca-bundle") { Description = "Certificate authorities to put in [the public ones of this machine]", HelpName = "file" };
        return host.Command(
            "build", "Build the image from the worker and this machine's libraries, and load it into the engine",
            (context, token) => BuildAsync(context, context.Value(output), context.Value(authorities), token), output, authorities);
    }

    private static async Task<int> BuildAsync(CommandContext context, FileInfo? output, FileInfo? authorities, CancellationToken cancellationToken)
    {
        var worker = WorkerBinary.Find()
            ?? throw new CommandFailure("worker_missing", "The worker is not built.", $"Run ./polydev in a clone of the repository, which builds it, or name it with {WorkerBinary.Variable}.");
        var source = await SourceRevision.FindAsync(DataLocation.Repository(), cancellationToken);
        var archive = await Saying(() => RuntimeContents.BuildAsync(worker, authorities?.FullName, source, cancellationToken));
        if (output is null)
        {
            using var engine = new EngineImages(SocketOf(context));
            await Saying(async () =>
            {
                await engine.LoadAsync(archive, cancellationToken);
                return true;
            });
        }
        else
        {
            await WriteAsync(output, archive, cancellationToken);
        }

        var place = output?.FullName ?? RuntimeImage.Own;
        if (context.Json)
        {
            ImageText.WriteJson(context.Shell, archive, source, place);
        }
        else
        {
            await context.Shell.Out.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"{place}  {archive.Id}  {archive.ContentBytes / 1e6:0.00} MB  revision {source.Revision}"));
        }

        return ExitCodes.Ok;
    }

    private static Command Verify(CommandHost host)
    {
        var image = ImageOption();
        Option<bool> still = new("--no-run") { Description = "Only look at it; start no container" };
        return host.Command(
            "verify", "Look at what is in the image, and run it for every provider against the simulator; exit 1 when something is wrong",
            async (context, token) =>
            {
                var (name, socket) = (context.Value(image)!, SocketOf(context));
                using var engine = new EngineImages(socket);
                var saved = await Saying(() => engine.SaveAsync(name, token));
                List<Check> checks = [.. ImageInspection.Of(saved).Select(f => f.Good ? Check.Ok(f.Name, f.Found) : Check.Fail(f.Name, f.Found, f.Next!))];
                if (!context.Value(still))
                {
                    checks.AddRange(await DirectChecks.RunAsync(socket, name, token));
                    checks.AddRange(await LinkedChecks.RunAsync(context.Shell, name, token));
                }

                return CheckReport.Show(context.Shell, context.Json, checks);
            },
            image, still);
    }

    private static Command Sbom(CommandHost host)
    {
        var image = ImageOption();
        return host.Command("sbom", "Print the image's software bill of materials, SPDX 2.3 as JSON", async (context, token) =>
        {
            using var engine = new EngineImages(SocketOf(context));
            var saved = await Saying(() => engine.SaveAsync(context.Value(image)!, token));
            var bill = saved.Find(RuntimeImage.BillOfMaterials)
                ?? throw new CommandFailure("image_malformed", $"{context.Value(image)} has no bill of materials.", "Build it anew with 'polydev image build'.");
            await context.Shell.Out.WriteAsync(Encoding.UTF8.GetString(bill.Content.Span).AsMemory(), token);
            return ExitCodes.Ok;
        }, image);
    }

    private static Option<string> ImageOption() =>
        new("--image") { Description = $"Name or id of the image [{RuntimeImage.Own}]", HelpName = "name", DefaultValueFactory = _ => RuntimeImage.Own };

    private static string SocketOf(CommandContext context) => DockerDriverOptions.SocketFrom(context.Shell.Variable("DOCKER_HOST"))
        ?? throw new CommandFailure("engine_unavailable", $"DOCKER_HOST names {context.Shell.Variable("DOCKER_HOST")}.", "Name an engine of this machine, at a Unix socket: DOCKER_HOST=unix:///var/run/docker.sock.");

    private static async Task WriteAsync(FileInfo output, ImageArchive archive, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(output.FullName, archive.Bytes, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure("output_unwritable", $"The image cannot be written: {exception.Message}", "Name another file with --output.");
        }
    }

    private static async Task<T> Saying<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ImageException exception)
        {
            throw new CommandFailure(exception.Code, exception.Message, exception.Next);
        }
    }
}
