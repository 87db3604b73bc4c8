using System.CommandLine;
using System.Text.Json;
using Polydev.Cli.Output;

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
                context, HttpMethod.Delete, Resources.Path(Path, context.Value(id)), null, _ => $"key {context.Value(id)} revoked", token), id));
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
