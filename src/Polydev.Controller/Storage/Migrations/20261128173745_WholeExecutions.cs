using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Polydev.Controller.Storage.Migrations
{
    /// <inheritdoc />
    public partial class WholeExecutions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "events",
                table: "requests",
                type: "BLOB",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "events",
                table: "requests");
        }
    }
}
