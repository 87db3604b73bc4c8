using System.CommandLine;
using System.Text.Json;
using Polydev.Cli.Output;
using Polydev.Controller;
using Polydev.Controller.Tenants;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev keys</c>: the API keys of a tenant. A key is shown once, when it is made.</summary>
internal static class KeysCommand
{
    private const string Path = "/v1/keys";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Argument<string> id = new("id") { Description = "Id of the key" };
        Option<string?> name = new("--name") { Description = "What the key is for", HelpName = "text" };
        Option<DateTimeOffset?> expires = new("--expires") { Description = "When the key stops to work; never when left out", HelpName = "time" };
        Option<bool> admin = new("--admin") { Description = "Let the key manage tenants, pools and other tenants' keys" };
        return CommandHost.Group(
            "keys",
            "List, make and revoke API keys",
            host.Command("list", "List keys, without the keys themselves", (context, token) => Resources.ListAsync(context, Path, "keys", Columns(), token)),
            host.Command("create", "Make a key and show it, once", (context, token) => CreateAsync(context, context.Value(name), context.Value(expires), context.Value(admin), token), name, expires, admin),
            host.Command("rm", "Revoke a key", (context, token) => Resources.SendAsync(
                context, HttpMethod.Delete, Resources.Path(Path, context.Value(id)), null, _ => $"key {context.Value(id)} revoked", token), id),
            host.Command("reset-admin", "Make a new admin key on this machine when the old one is lost; no controller may run", ResetAdminAsync));
    }

    private static async Task<int> ResetAdminAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string key;
        try
        {
            key = await AdminKeyReset.RunAsync(new ControllerOptions { DataDirectory = context.DataDirectory }, cancellationToken);
        }
        catch (StartupException exception) when (exception.Code == "data_directory_in_use")
        {
            throw new CommandFailure(
                exception.Code, $"A controller is using {context.DataDirectory}.", "Stop it for the reset, or have somebody with another admin key make one: polydev keys create --admin.");
        }
        catch (StartupException exception)
        {
            throw new CommandFailure(exception.Code, exception.Message);
        }

        if (context.Json)
        {
            JsonOutput.WriteObject(context.Shell.Out, json => json.WriteString("key", key));
            return ExitCodes.Ok;
        }

        await context.Shell.Error.WriteLineAsync($"new admin key, kept in {System.IO.Path.Combine(context.DataDirectory, "admin.key")}; the old one has ended:");
        await context.Shell.Out.WriteLineAsync(key);
        return ExitCodes.Ok;
    }

    private static async Task<int> CreateAsync(CommandContext context, string? name, DateTimeOffset? expires, bool admin, CancellationToken cancellationToken)
    {
        var body = Resources.Body(json =>
        {
            if (name is not null)
            {
                json.WriteString("name", name);
            }

            if (expires is { } moment)
            {
                json.WriteString("expires_at", moment);
            }

            if (admin)
            {
                json.WriteBoolean("admin", true);
            }
        });

        // The key alone on standard output, so that a script can take it; the rest beside it.
        return await Resources.SendAsync(context, HttpMethod.Post, Path, body, made => Shown(context, made), cancellationToken);
    }

    private static string Shown(CommandContext context, JsonElement made)
    {
        context.Shell.Error.WriteLine($"key {Listing.Text(Listing.At(made, "id"))}; it is not stored and not shown again:");
        return Listing.Text(Listing.At(made, "key"));
    }

    private static Listing Columns() => new Listing()
        .Add("id", "id")
        .Add("tenant", "tenant")
        .Add("name", "name")
        .Add("admin", "admin")
        .Add("ends with", "hint")
        .Add("made", item => Resources.Moment(item, "created_at"))
        .Add("expires", item => Resources.Moment(item, "expires_at"));
}
